import type { Page } from "@playwright/test";
import { providerSignsIn } from "../fixtures/provider";
import { grid, row } from "../fixtures/screen";
import { expect, test } from "../fixtures/test";
import { people } from "../servers/people";

async function fillIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByLabel("User").fill(user);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const account = (page: Page, name: string) => page.getByRole("button", { name: `Account of ${name}` });
const alice = { sub: "alice-1", name: "Alice", email: "alice@example.org", email_verified: true };

test("a local user signs in, comes to what was asked for, and signs out for good", async ({
  page,
  context,
  bucket,
  world,
}) => {
  await bucket.put("deep/ünïcode & more/file.txt");
  const wanted = `/c/s3/${bucket.name}?prefix=${encodeURIComponent("deep/ünïcode & more/")}`;
  await page.goto(wanted);
  await expect(page).toHaveURL(/\/signin\?callbackUrl=/);
  await fillIn(page, people.admin.id, people.admin.password);
  await expect(row(page, "file.txt")).toBeVisible();

  const before = await context.cookies();
  await account(page, "admin").click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/signin/);

  // The cookie of before, kept by a thief, opens nothing any more.
  const cookie = before.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${world.cooper}/api/v1/connections`, {
    headers: { cookie, "sec-fetch-site": "same-origin" },
  });
  expect(answer.status).toBe(401);
});

test("a wrong password is refused with a word on it, and the right one still works", async ({
  page,
  complaints,
}) => {
  complaints.expect(/status of 401/);
  const { id, password } = people.forgetful;
  await page.goto("/signin");
  await fillIn(page, id, "not the password");
  await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  await expect(page.getByLabel("User")).toHaveValue(id);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Password").press("Enter");
  await expect(account(page, id)).toBeVisible();
});

for (const hostile of [
  "//evil.example/x",
  "/\\evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/%0d%0aX: y",
])
  test(`sign-in never leads elsewhere: ${hostile}`, async ({ page, world, complaints }) => {
    complaints.expect(/status of 404/);
    await page.goto(`/signin?callbackUrl=${encodeURIComponent(hostile)}`);
    await fillIn(page, people.admin.id, people.admin.password);
    await expect(
      account(page, "admin").or(page.getByRole("heading", { name: /nothing here|not found/i })),
    ).toBeVisible();
    expect(new URL(page.url()).origin).toBe(world.cooper);
  });

test("single sign-on: a colleague comes in with the groups that grants name", async ({ page, bucket }) => {
  await bucket.put("shared/plan.txt");
  await bucket.put("secret/plan.txt");
  await providerSignsIn({ ...alice, groups: ["analysts", "others"] });
  await page.goto(`/c/s3/${bucket.name}?prefix=shared%2F`);
  await page.getByRole("button", { name: "Sign in with Company SSO" }).click();
  await expect(row(page, "plan.txt")).toBeVisible();
  await expect(account(page, "Alice")).toBeVisible();
  await page.goto(`/c/s3/${bucket.name}`);
  await expect(row(page, "shared/")).toBeVisible();
  await expect(grid(page).getByRole("row", { name: "secret/" })).toHaveCount(0);
});

test("single sign-on: someone outside the allowed domains is told so", async ({ page }) => {
  await providerSignsIn({ ...alice, email: "mallory@example.net", groups: ["analysts"] });
  await page.goto("/signin");
  await page.getByRole("button", { name: "Sign in with Company SSO" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /may not use Cooper/ })).toBeVisible();
  await expect(page).toHaveURL(/\/signin/);
});

test("single sign-on: an address that was not verified counts for nothing", async ({ page }) => {
  await providerSignsIn({ ...alice, email_verified: false, groups: ["analysts"] });
  await page.goto("/signin");
  await page.getByRole("button", { name: "Sign in with Company SSO" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /may not use Cooper/ })).toBeVisible();
});
