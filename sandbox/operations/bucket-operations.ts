import { deleteBucketEncryption, getBucketEncryption, putBucketEncryption } from "./bucket-encryption";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./cors";
import { deleteObjects } from "./deleting";
import { listObjects, listObjectsV2 } from "./listing";
import { getObjectLockConfiguration, putObjectLockConfiguration } from "./object-lock";
import type { Operation } from "./operation";
import {
  deleteBucketPolicy,
  deletePublicAccessBlock,
  getBucketPolicy,
  getBucketPolicyStatus,
  getPublicAccessBlock,
  putBucketPolicy,
  putPublicAccessBlock,
} from "./policy";
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from "./tagging";
import { listMultipartUploads } from "./upload-listing";
import { listObjectVersions } from "./version-listing";
import { getBucketVersioning, putBucketVersioning } from "./versioning";

export const SERVICE: Record<string, Operation> = { GET: { name: "ListBuckets", run: listBuckets } };

/** `METHOD` or `METHOD subresource`; the first subresource of the query that is listed here decides. */
export const BUCKET: Record<string, Operation> = {
  GET: { name: "ListObjects", run: listObjects },
  "GET list-type": { name: "ListObjectsV2", run: listObjectsV2 },
  "GET location": { name: "GetBucketLocation", run: getBucketLocation },
  "GET cors": { name: "GetBucketCors", run: getBucketCors },
  "PUT cors": { name: "PutBucketCors", run: putBucketCors, writes: true, takesBody: true },
  "DELETE cors": { name: "DeleteBucketCors", run: deleteBucketCors, writes: true },
  "GET policy": { name: "GetBucketPolicy", run: getBucketPolicy },
  "PUT policy": { name: "PutBucketPolicy", run: putBucketPolicy, writes: true, takesBody: true },
  "DELETE policy": { name: "DeleteBucketPolicy", run: deleteBucketPolicy, writes: true },
  "GET policyStatus": { name: "GetBucketPolicyStatus", run: getBucketPolicyStatus },
  "GET publicAccessBlock": { name: "GetPublicAccessBlock", run: getPublicAccessBlock },
  "PUT publicAccessBlock": {
    name: "PutPublicAccessBlock",
    run: putPublicAccessBlock,
    writes: true,
    takesBody: true,
  },
  "DELETE publicAccessBlock": {
    name: "DeletePublicAccessBlock",
    run: deletePublicAccessBlock,
    writes: true,
  },
  "GET encryption": { name: "GetBucketEncryption", run: getBucketEncryption },
  "PUT encryption": { name: "PutBucketEncryption", run: putBucketEncryption, writes: true, takesBody: true },
  "DELETE encryption": { name: "DeleteBucketEncryption", run: deleteBucketEncryption, writes: true },
  "GET uploads": { name: "ListMultipartUploads", run: listMultipartUploads },
  "GET versions": { name: "ListObjectVersions", run: listObjectVersions },
  "GET versioning": { name: "GetBucketVersioning", run: getBucketVersioning },
  "PUT versioning": { name: "PutBucketVersioning", run: putBucketVersioning, writes: true, takesBody: true },
  "GET object-lock": { name: "GetObjectLockConfiguration", run: getObjectLockConfiguration },
  "PUT object-lock": {
    name: "PutObjectLockConfiguration",
    run: putObjectLockConfiguration,
    writes: true,
    takesBody: true,
  },
  "POST delete": { name: "DeleteObjects", run: deleteObjects, writes: true, takesBody: true },
  "GET tagging": { name: "GetBucketTagging", run: getBucketTagging },
  "PUT tagging": { name: "PutBucketTagging", run: putBucketTagging, writes: true, takesBody: true },
  "DELETE tagging": { name: "DeleteBucketTagging", run: deleteBucketTagging, writes: true },
  PUT: { name: "CreateBucket", run: createBucket, writes: true, takesBody: true },
  HEAD: { name: "HeadBucket", run: headBucket },
  DELETE: { name: "DeleteBucket", run: deleteBucket, writes: true },
};
