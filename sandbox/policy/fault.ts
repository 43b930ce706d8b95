/** What is wrong with a policy document, in S3's words; the service that was given it makes its own error of it. */
export class PolicyFault extends Error {
  override readonly name = "PolicyFault";
}
