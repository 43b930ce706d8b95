import type { CorsRule } from "@/lib/schemas/cors";

/** A rule as S3's own tools and consoles take it: a list, with their names, in their order. */
export function corsJson({
  id,
  origins,
  methods,
  allowHeaders,
  exposeHeaders,
  maxAgeSeconds,
}: CorsRule): string {
  const rule = {
    ID: id,
    AllowedOrigins: origins,
    AllowedMethods: methods,
    AllowedHeaders: allowHeaders,
    ExposeHeaders: exposeHeaders,
    MaxAgeSeconds: maxAgeSeconds,
  };
  return JSON.stringify([rule], null, 2).replace(/\[\s+("[^[\]]*")\s+\]/g, (_, items: string) => {
    const line = items.replace(/\s*\n\s*/g, " ");
    return line.length < 60 ? `[${line}]` : `[\n      ${items.replace(/\s*\n\s*/g, "\n      ")}\n    ]`;
  });
}
