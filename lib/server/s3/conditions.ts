import "server-only";
import type { BucketAccess } from "./access";
import { capabilitiesOf } from "./capabilities";
import { type Condition, condition, type NewObject } from "./new-object";
import { askOnce } from "./question";

type Conditional = Pick<NewObject, "key" | "onConflict" | "ifMatch">;

/** The condition to send with a PUT; none to a store that would refuse the write for having one. */
export async function conditionFor(access: BucketAccess, object: Conditional): Promise<Condition> {
  const wanted = condition(object);
  if (Object.keys(wanted).length === 0) return wanted;
  const { connection } = access;
  await askOnce(access, object.key, () => capabilitiesOf(connection).conditionalPut === null);
  return capabilitiesOf(connection).conditionalPut === false ? {} : wanted;
}
