import { z } from "zod";
import { define, inBucket, LARGE } from "./operation";
import { bucketParams } from "./primitives";
import {
  listUploadsQuery,
  resumedUploadSchema,
  resumeUploadBody,
  unfinishedUploadQuery,
  unfinishedUploadsSchema,
} from "./unfinished-uploads";
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
  uploadStatusBody,
  uploadStatusSchema,
} from "./uploads";

/** The calls of which uploads are made. */
export const uploadOperations = {
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
    body: uploadStatusBody,
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
  listUploads: define({
    id: "listUploads",
    method: "get",
    path: `${inBucket}/uploads`,
    summary: "One page of the unfinished uploads below a prefix: the caller's own, and with `manage` all",
    params: bucketParams,
    query: listUploadsQuery,
    response: unfinishedUploadsSchema,
  }),
  resumeUpload: define({
    id: "resumeUpload",
    method: "post",
    path: `${inBucket}/uploads/resume`,
    summary: "A new ticket for an unfinished upload, and what S3 has of it",
    params: bucketParams,
    body: resumeUploadBody,
    response: resumedUploadSchema,
  }),
  discardUpload: define({
    id: "discardUpload",
    method: "delete",
    path: `${inBucket}/uploads`,
    summary: "Throws an unfinished upload away; nothing stays behind in S3",
    params: bucketParams,
    query: unfinishedUploadQuery,
    status: 204,
  }),
};
