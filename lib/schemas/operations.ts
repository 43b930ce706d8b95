import { z } from "zod";
import { bucketsSchema, connectionsSchema } from "./connections";
import { corsBody, corsQuery, corsSchema } from "./cors";
import { eventSchema } from "./events";
import {
  contentQuery,
  downloadBody,
  downloadSchema,
  folderBody,
  folderSchema,
  linkBody,
  linkSchema,
  listObjectsQuery,
  objectDetailsSchema,
  objectPageSchema,
  objectQuery,
  selectionBody,
} from "./objects";
import { bucketParams, connectionParams } from "./primitives";
import {
  completedUploadSchema,
  completedUploadsSchema,
  completeUploadBody,
  createUploadsBody,
  ticketBody,
  uploadPartsBody,
  uploadPartsSchema,
  uploadResultsSchema,
  uploadSchema,
  uploadStatusSchema,
} from "./uploads";

/** One call of the HTTP API: the route parses by it and the OpenAPI document is made of it. */
export type Operation = {
  id: string;
  method: "get" | "post" | "put" | "delete" | "patch";
  /** As in OpenAPI: `{name}` for a path parameter. */
  path: string;
  summary: string;
  params: z.ZodType<Record<string, string>>;
  query: z.ZodType;
  body: z.ZodType | null;
  /** The largest body in bytes. */
  bodyLimit: number;
  response: z.ZodType | null;
  status: number;
  /** `application/x-ndjson`, one value of `response` a line. */
  streams: boolean;
  /** Also reached by links from elsewhere: a top-level navigation of a browser may come from any site. */
  navigable: boolean;
};

const SMALL = 256 * 1024;
const LARGE = 1024 * 1024;
const nothing = z.strictObject({});
const defaults = {
  params: nothing,
  query: nothing,
  body: null,
  bodyLimit: SMALL,
  response: null,
  status: 200,
  streams: false,
  navigable: false,
} as const;

const inBucket = "/api/v1/connections/{connection}/buckets/{bucket}";

const define = <const T extends Partial<Operation> & Pick<Operation, "id" | "method" | "path" | "summary">>(
  operation: T,
) => ({ ...defaults, ...operation }) as Omit<typeof defaults, keyof T> & T;

export const operations = {
  openapi: define({
    id: "getOpenApi",
    method: "get",
    path: "/api/v1/openapi.json",
    summary: "This description",
    response: z.record(z.string(), z.unknown()),
  }),
  listConnections: define({
    id: "listConnections",
    method: "get",
    path: "/api/v1/connections",
    summary: "The connections that the caller may see",
    response: connectionsSchema,
  }),
  listBuckets: define({
    id: "listBuckets",
    method: "get",
    path: "/api/v1/connections/{connection}/buckets",
    summary: "The buckets that the caller may see",
    params: connectionParams,
    response: bucketsSchema,
  }),
  listObjects: define({
    id: "listObjects",
    method: "get",
    path: `${inBucket}/objects`,
    summary: "One page of what stands directly below a prefix",
    params: bucketParams,
    query: listObjectsQuery,
    response: objectPageSchema,
  }),
  getObject: define({
    id: "getObject",
    method: "get",
    path: `${inBucket}/object`,
    summary: "An object's size, type and metadata",
    params: bucketParams,
    query: objectQuery,
    response: objectDetailsSchema,
  }),
  createDownload: define({
    id: "createDownload",
    method: "post",
    path: `${inBucket}/downloads`,
    summary: "A short-lived URL from which a browser reads an object",
    params: bucketParams,
    body: downloadBody,
    response: downloadSchema,
  }),
  getContent: define({
    id: "getContent",
    method: "get",
    path: `${inBucket}/content`,
    summary: "Redirects (303) to such a URL: a stable address for links",
    params: bucketParams,
    query: contentQuery,
    status: 303,
    navigable: true,
  }),
  createLink: define({
    id: "createLink",
    method: "post",
    path: `${inBucket}/links`,
    summary: "A presigned link for others, and when it really dies",
    params: bucketParams,
    body: linkBody,
    response: linkSchema,
  }),
  createUploads: define({
    id: "createUploads",
    method: "post",
    path: `${inBucket}/uploads`,
    summary: "Begins one upload, or a batch of up to 100",
    params: bucketParams,
    body: createUploadsBody,
    bodyLimit: LARGE,
    response: z.union([uploadSchema, uploadResultsSchema]),
    status: 201,
  }),
  signParts: define({
    id: "signParts",
    method: "post",
    path: "/api/v1/uploads/parts",
    summary: "Fresh URLs for parts of an upload",
    body: uploadPartsBody,
    response: uploadPartsSchema,
  }),
  uploadStatus: define({
    id: "uploadStatus",
    method: "post",
    path: "/api/v1/uploads/status",
    summary: "What S3 already has of an upload",
    body: ticketBody,
    response: uploadStatusSchema,
  }),
  completeUpload: define({
    id: "completeUpload",
    method: "post",
    path: "/api/v1/uploads/complete",
    summary: "Ends one upload, or a batch of up to 100",
    body: completeUploadBody,
    bodyLimit: LARGE,
    response: z.union([completedUploadSchema, completedUploadsSchema]),
  }),
  abortUpload: define({
    id: "abortUpload",
    method: "post",
    path: "/api/v1/uploads/abort",
    summary: "Throws an upload away; nothing stays behind in S3",
    body: ticketBody,
    status: 204,
  }),
  countObjects: define({
    id: "countObjects",
    method: "post",
    path: `${inBucket}/objects/count`,
    summary: "Counts what a selection of keys and prefixes stands for",
    params: bucketParams,
    body: selectionBody,
    bodyLimit: LARGE,
    response: eventSchema,
    streams: true,
  }),
  deleteObjects: define({
    id: "deleteObjects",
    method: "post",
    path: `${inBucket}/objects/delete`,
    summary: "Deletes exactly these keys and all below these prefixes",
    params: bucketParams,
    body: selectionBody,
    bodyLimit: LARGE,
    response: eventSchema,
    streams: true,
  }),
  createFolder: define({
    id: "createFolder",
    method: "post",
    path: `${inBucket}/objects/folder`,
    summary: "Creates a folder marker",
    params: bucketParams,
    body: folderBody,
    response: folderSchema,
    status: 201,
  }),
  checkCors: define({
    id: "checkCors",
    method: "get",
    path: `${inBucket}/cors`,
    summary: "Whether a browser on this origin can upload here, and if not, why",
    params: bucketParams,
    query: corsQuery,
    response: corsSchema,
  }),
  addCorsRule: define({
    id: "addCorsRule",
    method: "put",
    path: `${inBucket}/cors`,
    summary: "Adds the rule that lets this origin through; the others stay",
    params: bucketParams,
    body: corsBody,
    response: corsSchema,
  }),
};
