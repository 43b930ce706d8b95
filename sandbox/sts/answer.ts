import { S3Error } from "../errors";
import type { Service } from "../handle";
import type { Reply } from "../http/reply";
import { header, type S3Request } from "../http/request";
import { factsOf } from "../policy/facts";
import { ACCOUNT } from "../policy/identity";
import { type Claim, readClaim } from "../signature/claim";
import { sha256Hex } from "../signature/sha256";
import { verifyClaim } from "../signature/verify";
import type { XmlElement } from "../xml";
import type { Credential } from "./accounts";
import { assumeRole, credentialsElement } from "./assuming";
import { StsError, stsErrorReply, stsReply } from "./errors";
import { Form } from "./form";

const MAX_FORM = 64 * 1024;
const VERSION = "2011-06-15";
const HOUR = 3600;

/** S3 has nothing at `POST /`, so that the same port can answer as STS there. */
export function isTokenRequest({ method, bucket, query }: S3Request): boolean {
  return method === "POST" && bucket === null && query.size === 0;
}

/** What S3's authentication says of a request, in the words of STS. */
function asStsError(error: unknown): unknown {
  if (!(error instanceof S3Error)) return error;
  switch (error.code) {
    case "InvalidAccessKeyId":
    case "InvalidToken":
      return new StsError("InvalidClientTokenId", "The security token included in the request is invalid.");
    case "ExpiredToken":
      return new StsError("ExpiredToken", "The security token included in the request is expired");
    case "RequestTimeTooSkewed":
      return new StsError("SignatureDoesNotMatch", "Signature expired or not yet current.", { cause: error });
    case "SignatureDoesNotMatch":
    case "AccessDenied":
      return new StsError("SignatureDoesNotMatch", error.message, { cause: error });
    default:
      return new StsError("IncompleteSignature", error.message, { cause: error });
  }
}

async function readForm(request: S3Request): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request.stream) {
    size += piece.length;
    if (size > MAX_FORM) throw new StsError("ValidationError", "The request is too large.");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

type Caller = { claim: Claim; credential: Credential };

async function authenticate(request: S3Request, text: string, service: Service): Promise<Caller> {
  try {
    const read = readClaim(request, "sts");
    if (read === null)
      throw new StsError("MissingAuthenticationToken", "Request is missing Authentication Token");
    const claim = { ...read, payloadHash: sha256Hex(text) };
    const found = service.accounts.find(claim.accessKeyId);
    const { credential } = await verifyClaim(request, claim, found, service.now(), service.quirks, "sts");
    return { claim, credential };
  } catch (error) {
    throw asStsError(error);
  }
}

function run(form: Form, request: S3Request, { claim, credential }: Caller, service: Service): XmlElement {
  const { accounts } = service;
  const { identity } = credential;
  const now = service.now();
  const action = form.text("Action");
  const subject = { request, claim, identity, now, operation: action ?? "", versionId: undefined };
  switch (action) {
    case "AssumeRole": {
      const facts = factsOf({ ...subject, tags: {}, encryption: null });
      return assumeRole(form, { credential, accounts, facts, now });
    }
    case "GetCallerIdentity":
      form.requireOnly([]);
      return { Arn: identity.arn ?? "", UserId: identity.userId, Account: ACCOUNT };
    case "GetSessionToken": {
      form.requireOnly(["DurationSeconds"]);
      if (credential.session !== null)
        throw new StsError("AccessDenied", "Cannot call GetSessionToken with session credentials");
      const seconds = form.seconds("DurationSeconds", 12 * HOUR, 900, 36 * HOUR);
      return { Credentials: credentialsElement(accounts.issue(identity, now, seconds)) };
    }
    default:
      throw new StsError(
        "InvalidAction",
        `Could not find operation ${action} for version ${form.text("Version")}`,
      );
  }
}

/** STS as far as S3's clients need it: its own XML, its own errors, signatures for the service `sts`. */
export async function answerTokens(request: S3Request, service: Service): Promise<Reply> {
  try {
    const text = await readForm(request);
    const caller = await authenticate(request, text, service);
    const type = header(request, "content-type") ?? "";
    if (!/^application\/x-www-form-urlencoded\b/i.test(type))
      throw new StsError("MissingAction", "The request must be a form that names an Action.");
    const form = new Form(text);
    const action = form.text("Action");
    if (action === undefined) throw new StsError("MissingAction", "The request names no Action.");
    if (form.text("Version") !== VERSION)
      throw new StsError(
        "InvalidAction",
        `Could not find operation ${action} for version ${form.text("Version")}`,
      );
    return stsReply(action, run(form, request, caller, service));
  } catch (error) {
    if (error instanceof StsError) return stsErrorReply(error);
    throw error;
  }
}
