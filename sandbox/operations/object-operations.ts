import { getObjectAttributes } from "./attributes";
import { completeMultipartUpload } from "./completing";
import { copyObject, uploadPartCopy } from "./copy";
import { deleteObject } from "./deletion";
import { abortMultipartUpload, createMultipartUpload, uploadPart } from "./multipart";
import { getObject, headObject, putObject } from "./objects";
import type { Operation } from "./operation";
import { restoreObject } from "./restoring";
import { getObjectLegalHold, getObjectRetention, putObjectLegalHold, putObjectRetention } from "./retention";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./tagging";
import { listParts } from "./upload-listing";

export const OBJECT: Record<string, Operation> = {
  GET: { name: "GetObject", run: getObject },
  HEAD: { name: "HeadObject", run: headObject },
  PUT: { name: "PutObject", run: putObject, writes: true, takesBody: true },
  "PUT copy": { name: "CopyObject", run: copyObject, writes: true },
  "POST uploads": { name: "CreateMultipartUpload", run: createMultipartUpload, writes: true },
  "PUT uploadId": { name: "UploadPart", run: uploadPart, writes: true, takesBody: true },
  "PUT uploadId copy": { name: "UploadPartCopy", run: uploadPartCopy, writes: true },
  "GET uploadId": { name: "ListParts", run: listParts },
  "DELETE uploadId": { name: "AbortMultipartUpload", run: abortMultipartUpload, writes: true },
  "POST uploadId": {
    name: "CompleteMultipartUpload",
    run: completeMultipartUpload,
    writes: true,
    takesBody: true,
    checksumOfObject: true,
  },
  "GET attributes": { name: "GetObjectAttributes", run: getObjectAttributes },
  "GET tagging": { name: "GetObjectTagging", run: getObjectTagging },
  "PUT tagging": { name: "PutObjectTagging", run: putObjectTagging, writes: true, takesBody: true },
  "DELETE tagging": { name: "DeleteObjectTagging", run: deleteObjectTagging, writes: true },
  "POST restore": { name: "RestoreObject", run: restoreObject, writes: true, takesBody: true },
  DELETE: { name: "DeleteObject", run: deleteObject, writes: true },
  "GET retention": { name: "GetObjectRetention", run: getObjectRetention },
  "PUT retention": { name: "PutObjectRetention", run: putObjectRetention, writes: true, takesBody: true },
  "GET legal-hold": { name: "GetObjectLegalHold", run: getObjectLegalHold },
  "PUT legal-hold": { name: "PutObjectLegalHold", run: putObjectLegalHold, writes: true, takesBody: true },
};
