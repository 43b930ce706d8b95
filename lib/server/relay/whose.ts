import "server-only";
import type { Actor } from "../access/actor";
import { authenticate } from "../auth/authenticate";
import { findLocalUser } from "../auth/local-users";
import { allowedEmail } from "../auth/oidc-profile";
import { checkSameOrigin } from "../caller";
import { config } from "../config";
import { notYours, type Order } from "./order";
import { Refusal } from "./refusal";

/** On whose right an order is carried out: its own actor, who must be the one who sends it, or who made the link. */
export async function actorOf(order: Order, request: Request): Promise<Actor> {
  if (order.link) {
    const giver = await actorNow(order.actor, order.link);
    if (!giver) throw notYours();
    return giver;
  }
  const caller = await authenticate(request);
  if (!caller) throw new Refusal(401, "AccessDenied", "Your session has ended: sign in to Cooper again");
  if (caller.via === "session") checkSameOrigin(request, true);
  if (caller.actor.id !== order.actor) throw notYours();
  return caller.actor;
}

/**
 * Who gave a link, as the configuration knows them now. Of a provider's people it knows no more than whether the
 * provider may still speak for them: what groups they were in stands in the link.
 */
async function actorNow(id: string, given: NonNullable<Order["link"]>): Promise<Actor | null> {
  if (config().disabled.includes(id)) return null;
  const at = id.indexOf(":");
  const [source, own] = [id.slice(0, at), id.slice(at + 1)];
  if (given.kind === "token") {
    const token = source === "token" && config().tokens.find((known) => known.id === own);
    return token ? { id, name: token.id, email: null, groups: token.groups, kind: "token" } : null;
  }
  if (source === "local") {
    const user = await findLocalUser(own);
    return user && { id, name: user.name, email: user.email, groups: user.groups, kind: "user" };
  }
  const provider = config().oidc.find((known) => known.id === source);
  if (!provider) return null;
  const email = given.email === null ? null : allowedEmail(given.email, provider);
  const mayEnter = provider.allowAnyone || email !== null || provider.allowedGroups.length > 0;
  const groups = given.groups.filter((group) => group.startsWith(`${source}/`));
  return mayEnter ? { id, name: given.name, email, groups, kind: "user" } : null;
}
