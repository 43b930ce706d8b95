"""Uploads files with boto3's own defaults and prints how many seconds that took."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3

endpoint, access_key, secret_key, bucket, prefix, *files = sys.argv[1:]
s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
)


def upload(path):
    s3.upload_file(path, bucket, prefix + os.path.basename(path))


began = time.perf_counter()
if len(files) == 1:
    upload(files[0])
else:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(upload, files))
print(time.perf_counter() - began)
