import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";

/** Uppy with its own defaults; each request is signed by one call, as its documentation has it. */
const input = document.querySelector("input");
const status = document.querySelector("output");
const prefix = new URLSearchParams(location.search).get("prefix") ?? "";

input.addEventListener("change", async () => {
  const uppy = new Uppy();
  uppy.use(AwsS3, {
    generateObjectKey: (file) => prefix + file.name,
    async signRequest(request) {
      const answer = await fetch("/sign", { method: "POST", body: JSON.stringify(request) });
      return answer.json();
    },
  });
  uppy.addFiles([...input.files].map((file) => ({ name: file.name, type: file.type, data: file })));
  const { failed } = await uppy.upload();
  status.textContent = failed.length > 0 ? `failed: ${failed[0].error}` : "uploaded";
});
