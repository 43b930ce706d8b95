import { describe, expect, it } from "vitest";
import {
  chargeAddress,
  chargeName,
  chargeUser,
  forgive,
  MAX_ENTRIES,
  rememberedEntries,
} from "./sign-in-limits";

const refused = { code: "rate_limited" };
let names = 0;
const newName = () => {
  names += 1;
  return `name${names}`;
};
let networks = 0;
const newAddress = () => {
  networks += 1;
  return `2001:db8:${networks.toString(16)}::1`;
};

describe("the limits of signing in", () => {
  it("count a /64 as one address", async () => {
    const network = newAddress().slice(0, -1);
    for (let host = 1; host <= 20; host += 1) await chargeAddress(`${network}${host.toString(16)}`);
    await expect(chargeAddress(`${network}ffff`)).rejects.toMatchObject(refused);
  });

  it("remember nothing of the names that a refused address invents", async () => {
    const address = newAddress();
    const attempt = async () => {
      await chargeAddress(address);
      await chargeName(address, newName());
    };
    for (let index = 0; index < 20; index += 1) await attempt();
    const before = rememberedEntries();
    for (let index = 0; index < 50; index += 1) await expect(attempt()).rejects.toMatchObject(refused);
    expect(rememberedEntries()).toBe(before);
  });

  it("do not let one person's refused attempts use up the address of others", async () => {
    const address = newAddress();
    const stubborn = newName();
    for (let index = 0; index < 40; index += 1) {
      await chargeAddress(address);
      await chargeName(address, stubborn).catch(() => undefined);
    }
    await expect(chargeAddress(address)).resolves.toBeUndefined();
  });

  it("need a hundred networks to lock a user out", async () => {
    const name = newName();
    for (let network = 0; network < 99; network += 1) {
      const address = newAddress();
      for (let index = 0; index < 8; index += 1) await chargeName(address, name).catch(() => undefined);
    }
    await expect(chargeName(newAddress(), name)).resolves.toBeUndefined();
    for (let index = 0; index < 4; index += 1) await chargeName(newAddress(), name);
    await expect(chargeName(newAddress(), name)).rejects.toMatchObject(refused);
  });

  it("count a user whatever the name, and take back what a success shows to be no attack", async () => {
    const [address, id] = [newAddress(), newName()];
    for (let index = 0; index < 5; index += 1) expect(await chargeUser(address, id)).toBe(true);
    expect(await chargeUser(address, id)).toBe(false);
    expect(await chargeUser(newAddress(), id)).toBe(true);
    await forgive(address, "any", id);
    expect(await chargeUser(address, id)).toBe(true);
  });

  it("remember so many entries and no more", async () => {
    for (let index = 0; index < MAX_ENTRIES + 2000; index += 1) await chargeName(`10.${index}`, newName());
    expect(rememberedEntries()).toBeLessThan(2 * MAX_ENTRIES + 1000);
  });
});
