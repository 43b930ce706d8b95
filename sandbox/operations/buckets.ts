import { S3Error } from "../errors";
import { xmlReply } from "../http/reply";
import { REGIONS, type Region } from "../store/bucket";
import { childText, onlyChildren, readXml } from "../xml";
import { bucketOf, type Handler, OWNER } from "./call";
import { newBucketSettings } from "./object-lock";

const MAX_XML = 64 * 1024;

/** S3's rule for the names of general purpose buckets. */
export function requireBucketName(name: string): void {
  const allowed =
    /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])$/.test(name) &&
    name.length >= 3 &&
    name.length <= 63 &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (!allowed) throw new S3Error("InvalidBucketName", undefined, { details: { BucketName: name } });
}

export const listBuckets: Handler = async ({ buckets, quirks }) =>
  xmlReply("ListAllMyBucketsResult", {
    Owner: OWNER,
    Buckets: {
      Bucket: buckets.all().map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.created).toISOString(),
        BucketRegion: quirks.hidesRegion ? undefined : bucket.region,
      })),
    },
  });

/** The constraint must fit the endpoint that the signature names; us-east-1's takes buckets for every region. */
function regionOf(constraint: string | undefined, signingRegion: string): Region {
  const illegal = (name: string) =>
    new S3Error(
      "IllegalLocationConstraintException",
      `The ${name} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  if (constraint === undefined || constraint === "") {
    if (signingRegion !== "us-east-1") throw illegal("unspecified");
    return "us-east-1";
  }
  const region = REGIONS.find((name) => name === constraint);
  if (region === undefined || region === "us-east-1")
    throw new S3Error("InvalidLocationConstraint", undefined, {
      details: { LocationConstraint: constraint },
    });
  if (signingRegion !== "us-east-1" && signingRegion !== region) throw illegal(region);
  return region;
}

export const createBucket: Handler = async (call) => {
  const name = call.request.bucket ?? "";
  requireBucketName(name);
  const text = await call.body.text(MAX_XML);
  let constraint: string | undefined;
  if (text !== "") {
    const configuration = readXml(text, "CreateBucketConfiguration");
    onlyChildren(configuration, ["LocationConstraint"]);
    constraint = childText(configuration, "LocationConstraint");
  }
  await call.buckets.create(name, regionOf(constraint, call.claim.region), call.now().getTime(), {
    settings: newBucketSettings(call.request),
  });
  return { status: 200, headers: { location: `/${name}` } };
};

export const headBucket: Handler = async (call) => ({
  status: 200,
  headers: {
    "x-amz-bucket-region": call.quirks.hidesRegion ? undefined : bucketOf(call).region,
    "content-type": "application/xml",
  },
});

export const deleteBucket: Handler = async (call) => {
  await call.buckets.delete(bucketOf(call).name);
  return { status: 204 };
};

export const getBucketLocation: Handler = async (call) => {
  const { region } = bucketOf(call);
  // S3's oldest region has no name here.
  if (call.quirks.location !== undefined)
    return xmlReply("LocationConstraint", { "#text": call.quirks.location });
  return xmlReply("LocationConstraint", { "#text": region === "us-east-1" ? "" : region });
};
