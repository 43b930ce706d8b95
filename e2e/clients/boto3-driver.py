"""Drives S3 with boto3: one JSON array [call, arguments] a line, one JSON answer a line."""
import json
import os
import sys

import boto3
from botocore.config import Config

endpoint, access_key, secret_key = sys.argv[1:]
s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
    # Without a signature version, this boto3 presigns for us-east-1 with version 2, which S3 no longer takes.
    config=Config(signature_version="s3v4", retries={"max_attempts": 0}),
)


def listed(bucket, prefix):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [item for page in pages for item in page.get("Contents", [])]


def put(file, bucket, key, type=None, metadata=None):
    extra = {"ContentType": type, "Metadata": metadata}
    s3.upload_file(file, bucket, key, ExtraArgs={k: v for k, v in extra.items() if v is not None})


def describe(bucket, key):
    head = s3.head_object(Bucket=bucket, Key=key)
    return {"type": head["ContentType"], "metadata": head["Metadata"]}


def remove_all(bucket, prefix):
    keys = [{"Key": item["Key"]} for item in listed(bucket, prefix)]
    for start in range(0, len(keys), 1000):
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys[start : start + 1000]})
        if answer.get("Errors"):
            raise RuntimeError(answer["Errors"])


def put_folder(folder, bucket, prefix):
    for place, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(place, name)
            s3.upload_file(file, bucket, prefix + os.path.relpath(file, folder))


def get_folder(bucket, prefix, folder):
    for item in listed(bucket, prefix):
        file = os.path.join(folder, item["Key"][len(prefix) :])
        os.makedirs(os.path.dirname(file), exist_ok=True)
        s3.download_file(bucket, item["Key"], file)


CALLS = {
    "makeBucket": lambda bucket: s3.create_bucket(Bucket=bucket) and None,
    "removeBucket": lambda bucket: s3.delete_bucket(Bucket=bucket) and None,
    "put": put,
    "get": lambda bucket, key, file: s3.download_file(bucket, key, file),
    "list": lambda bucket, prefix: [{"key": i["Key"], "size": i["Size"]} for i in listed(bucket, prefix)],
    "describe": describe,
    "copy": lambda bucket, source, to: s3.copy({"Bucket": bucket, "Key": source}, bucket, to),
    "remove": lambda bucket, key: s3.delete_object(Bucket=bucket, Key=key) and None,
    "removeAll": remove_all,
    "putFolder": put_folder,
    "getFolder": get_folder,
    "presign": lambda bucket, key: s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key}),
}

for line in sys.stdin:
    call, arguments = json.loads(line)
    try:
        answer = {"result": CALLS[call](*arguments)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
