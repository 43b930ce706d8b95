import { describe, expect, it } from "vitest";
import { differenceOf } from "./same-file";

const AT = Date.parse("2026-11-03T14:05:07.250Z");
const known = { name: "film.mkv", size: 96 * 1024 * 1024, lastModified: AT };
const chosen = { name: "film.mkv", size: 96 * 1024 * 1024, lastModified: AT };

describe("the file that an upload was begun with", () => {
  it("is the one of the same name, size and time", () => {
    expect(differenceOf(known, chosen)).toBeNull();
  });

  it("is not one of another name", () => {
    expect(differenceOf(known, { ...chosen, name: "other.mkv" })).toMatch(
      /^This is other\.mkv\. .*film\.mkv/,
    );
  });

  it("is not one of another size, told in bytes where rounding would hide the difference", () => {
    expect(differenceOf(known, { ...chosen, size: 95 * 1024 * 1024 })).toMatch(/96\.0 MiB.*95\.0 MiB/);
    const words = differenceOf(known, { ...chosen, size: known.size + 1 });
    expect(words).toContain("100663296 bytes");
    expect(words).toContain("100663297 bytes");
  });

  it("is not one that was written again, though it is as long", () => {
    expect(differenceOf(known, { ...chosen, lastModified: AT + 1000 })).toMatch(/:07,.*:08/);
  });

  it("is known by what is known of it", () => {
    const seconds = Math.floor(AT / 1000) * 1000;
    expect(differenceOf({ ...known, lastModified: seconds }, chosen)).toBeNull();
    expect(differenceOf({ ...known, lastModified: seconds - 1000 }, chosen)).not.toBeNull();
    expect(differenceOf({ name: null, size: null, lastModified: null }, chosen)).toBeNull();
  });
});
