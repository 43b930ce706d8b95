import { AwsCli } from "./aws-cli";
import { Boto3 } from "./boto3";
import type { Account, Client, ClientName } from "./client";
import { Rclone } from "./rclone";
import { S3cmd } from "./s3cmd";

const KINDS: Record<ClientName, new (account: Account, home: string) => Client> = {
  aws: AwsCli,
  boto3: Boto3,
  rclone: Rclone,
  s3cmd: S3cmd,
};

/** A client for an account; what it keeps for itself goes to `home`. */
export function openClient(name: ClientName, account: Account, home: string): Client {
  return new KINDS[name](account, home);
}
