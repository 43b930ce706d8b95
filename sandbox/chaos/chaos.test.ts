import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { S3Request } from "../http/request";
import { Chaos } from "./chaos";
import { type Facts, factsOf } from "./facts";
import { RuleError, type RuleInput } from "./rule";

type Asked = Partial<{
  method: string;
  bucket: string;
  key: string;
  query: Record<string, string>;
  headers: object;
}>;

function facts({ method = "GET", bucket = "b", key, query = {}, headers = {} }: Asked): Facts {
  const lists = (of: object) => new Map(Object.entries(of).map(([name, value]) => [name, [String(value)]]));
  const request: S3Request = {
    method,
    host: "localhost",
    bucket,
    key: key ?? null,
    canonicalPath: "/",
    query: lists(query),
    headers: lists(headers),
    stream: Readable.from([]),
    remoteAddress: "127.0.0.1",
  };
  return factsOf(request);
}

function part(number: number, key = "big"): Facts {
  const query = { partNumber: String(number), uploadId: "any" };
  return facts({ method: "PUT", key, query, headers: { "content-length": "9" } });
}

const SLOW = [{ kind: "slow-down" as const }];

/** Which of these requests, by their place, a rule strikes. */
function struck(rule: RuleInput, requests: readonly Facts[]): number[] {
  const chaos = new Chaos();
  chaos.add(rule);
  return requests.flatMap((request, at) => (chaos.strikes(request).length > 0 ? [at] : []));
}

const TEN = Array.from({ length: 10 }, (_, at) => facts({ key: `k${at}` }));

describe("counts", () => {
  test.each<[string, Partial<RuleInput>, number[]]>([
    ["always", {}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["once", { times: 1 }, [0]],
    ["three times", { times: 3 }, [0, 1, 2]],
    ["every fourth", { every: 4 }, [3, 7]],
    ["not the first eight", { after: 8 }, [8, 9]],
    ["all of it", { after: 1, every: 2, times: 2 }, [2, 4]],
  ])("%s", (_name, counts, expected) => {
    expect(struck({ faults: SLOW, ...counts } as RuleInput, TEN)).toEqual(expected);
  });

  test("may run for each request apart", () => {
    const requests = [part(1), part(2), part(1), part(1), part(2)];
    expect(struck({ times: 1, per: "request", faults: SLOW }, requests)).toEqual([0, 1]);
    expect(struck({ after: 1, times: 1, per: "request", faults: SLOW }, requests)).toEqual([2, 4]);
  });

  test("a request that no fault of the rule can befall uses up no turn", () => {
    const requests = [facts({ key: "k" }), part(1), part(2)];
    expect(struck({ times: 1, faults: [{ kind: "truncate", in: "request", after: 1 }] }, requests)).toEqual([
      1,
    ]);
    const done = facts({
      method: "POST",
      key: "k",
      query: { uploadId: "u" },
      headers: { "content-length": "1" },
    });
    expect(struck({ faults: [{ kind: "error-body" }] }, [...requests, done])).toEqual([3]);
  });
});

describe("matches", () => {
  const requests = [
    facts({ key: "a/1" }),
    facts({ method: "HEAD", key: "a/2" }),
    facts({ bucket: "other", key: "a/1", headers: { range: "bytes=0-9" } }),
    part(3),
    facts({ method: "OPTIONS", key: "a/1", query: { partNumber: "3" } }),
    facts({ query: { "list-type": "2" } }),
  ];
  test.each<[object, number[]]>([
    [{ operation: "GetObject" }, [0, 2]],
    [{ operation: ["HeadObject", "UploadPart"] }, [1, 3]],
    [{ operation: "OPTIONS" }, [4]],
    [{ method: "GET", bucket: "b" }, [0, 5]],
    [{ key: "a/1" }, [0, 2, 4]],
    [{ keyPrefix: "a/" }, [0, 1, 2, 4]],
    [{ part: 3 }, [3, 4]],
    [{ range: "bytes=0-9" }, [2]],
    [{ signed: "query" }, []],
  ])("%j", (match, expected) => {
    expect(struck({ match, faults: SLOW }, requests)).toEqual(expected);
  });
});

describe("seeded", () => {
  const SEEDED: RuleInput = {
    seed: 42,
    rates: [
      { rate: 0.2, fault: { kind: "slow-down" } },
      { rate: 0.1, fault: { kind: "reset", in: "request" } },
    ],
  };
  const requests = Array.from({ length: 500 }, (_, at) => part(at + 1));

  /** What befalls each request, by its name, when they come in this order. */
  function fates(rule: RuleInput, order: readonly Facts[]): Map<string, string[]> {
    const chaos = new Chaos();
    chaos.add(rule);
    const fates = new Map<string, string[]>();
    for (const request of order) {
      const kinds = chaos.strikes(request).map(({ fault, luck }) => `${fault.kind} ${luck}`);
      const identity = request.identity();
      fates.set(identity, [...(fates.get(identity) ?? []), kinds.join()]);
    }
    return fates;
  }

  test("strikes the same requests in whatever order they come", () => {
    const twice = [...requests, ...requests];
    const backwards = [...requests].reverse().flatMap((request) => [request, request]);
    const seen = fates(SEEDED, twice);
    const sorted = (map: Map<string, string[]>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(sorted(fates(SEEDED, backwards))).toEqual(sorted(seen));
    expect([...seen.values()].some(([first, second]) => first !== second)).toBe(true);
  });

  test("is not disturbed by other requests, nor by an upload's id", () => {
    const ids = ["one", "two"].map((uploadId) =>
      facts({ method: "PUT", key: "k", query: { partNumber: "1", uploadId } }).identity(),
    );
    expect(ids[0]).toBe(ids[1]);
    const among = requests.flatMap((request, at) => [facts({ key: `other-${at}` }), request]);
    const seen = fates(SEEDED, among);
    for (const [identity, fate] of fates(SEEDED, requests)) expect(seen.get(identity)).toEqual(fate);
  });

  test("strikes at the rates it was given, each apart", () => {
    const kinds = [...fates(SEEDED, requests).values()].map(([fate]) => fate?.split(" ")[0]);
    const share = (kind: string) => kinds.filter((each) => each === kind).length / kinds.length;
    expect(share("slow-down")).toBeCloseTo(0.2, 1);
    expect(share("reset")).toBeCloseTo(0.1, 1);
  });

  test("another seed is another fate", () => {
    expect(fates({ ...SEEDED, seed: "other" } as RuleInput, requests)).not.toEqual(fates(SEEDED, requests));
  });

  test("lets a request through that was struck often enough", () => {
    const rule: RuleInput = { seed: 1, most: 2, rates: [{ rate: 1, fault: { kind: "slow-down" } }] };
    expect(struck(rule, [part(1), part(1), part(2), part(1), part(1), part(2), part(2)])).toEqual([
      0, 1, 2, 5,
    ]);
  });

  test("tells requests apart by what they ask", () => {
    const page = (query: object) => facts({ query: { "list-type": "2", ...query } }).identity();
    const range = (range: string) => facts({ key: "k", headers: { range } }).identity();
    const batch = (md5: string) =>
      facts({ method: "POST", query: { delete: "" }, headers: { "content-md5": md5 } }).identity();
    const all = [
      page({}),
      page({ prefix: "a" }),
      page({ "continuation-token": "a" }),
      range("bytes=0-1"),
      range("bytes=2-3"),
      batch("a"),
      batch("b"),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("a wrong rule says what is wrong and what would be right", () => {
  test.each<[unknown, string, RegExp]>([
    [{}, "faults", /expected array/],
    [{ faults: [] }, "faults", />=1/],
    [{ faults: [{ kind: "explode" }] }, "faults.0.kind", /'slow-down'/],
    [{ faults: [{ kind: "status", status: 200, code: "InternalError" }] }, "faults.0.status", />=400/],
    [{ faults: [{ kind: "status", status: 500, code: "a b" }] }, "faults.0.code", /such as InternalError/],
    [{ faults: [{ kind: "truncate", in: "stored", after: 1 }] }, "faults.0.in", /"request"\|"answer"/],
    [{ faults: SLOW, match: { operation: "GetObjekt" } }, "match.operation", /GetObject,/],
    [{ faults: SLOW, match: { part: 10_001 } }, "match.part", /<=10000/],
    [{ faults: SLOW, when: "once" }, "", /"when"/],
    [{ faults: SLOW, times: 0 }, "times", />=1/],
    [{ seed: 1, rates: [{ rate: 2, fault: SLOW[0] }] }, "rates.0.rate", /<=1/],
    [{ rates: [{ rate: 1, fault: SLOW[0] }] }, "seed", /whole number or a text/],
    [{ seed: 1, rates: [0.6, 0.6].map((rate) => ({ rate, fault: SLOW[0] })) }, "rates", /add up to 1/],
    ["always", "", /expected object/],
  ])("%j", (rule, path, message) => {
    const add = () => new Chaos().add(rule as RuleInput);
    expect(add).toThrow(RuleError);
    try {
      add();
    } catch (error) {
      const problem = (error as RuleError).problems.find((each) => each.path === path);
      expect(problem?.message).toMatch(message);
    }
  });

  test("and none of a list is added where one is wrong or an id is taken", () => {
    const chaos = new Chaos();
    expect(() => chaos.add({ id: "a", faults: SLOW }, { faults: [] })).toThrow(RuleError);
    expect(() => chaos.add({ id: "a", faults: SLOW }, { id: "a", faults: SLOW })).toThrow("a is taken");
    expect(chaos.rules()).toEqual([]);
  });
});
