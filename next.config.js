const NOSNIFF = { key: "x-content-type-options", value: "nosniff" };
const NO_REFERRER = { key: "referrer-policy", value: "no-referrer" };
const inert = (...more) => ({
  key: "content-security-policy",
  value: ["default-src 'none'", "frame-ancestors 'none'", ...more].join("; "),
});

/** @type {import("next").NextConfig} */
export default {
  // A folder that runs by itself: `npm start`, the journeys and the image all run what lies in .next/standalone.
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  // What Next could use and Cooper does not: image decoders of 19 MB, and measures of fonts that are not Cooper's.
  outputFileTracingExcludes: {
    "**": [
      "node_modules/sharp/**",
      "node_modules/@img/**",
      "node_modules/semver/**",
      "node_modules/detect-libc/**",
      "node_modules/next/dist/server/capsize-font-metrics.json",
    ],
  },
  reactCompiler: true,
  poweredByHeader: false,
  // Thumbnails are made in the browser: a server that decodes untrusted images is a target.
  images: { unoptimized: true },
  // Prebuilt native code cannot be bundled.
  serverExternalPackages: ["@node-rs/argon2", "pino"],
  // For what neither proxy.ts nor a route of Cooper's answers: files, and Next's own words on methods and slashes.
  headers: () => [
    // Those that hash run WebAssembly, and one reads from the stores, which are not known yet when this is built. A worker
    // obeys the policy of its own script.
    {
      source: "/_next/static/:path*",
      headers: [NOSNIFF, inert("script-src 'self' 'wasm-unsafe-eval'", "connect-src http: https:")],
    },
    { source: "/:file(icon.svg|mark.svg)", headers: [NOSNIFF, NO_REFERRER, inert()] },
    // The service worker that feeds downloads: it asks for nothing, and browsers look for a newer one each time.
    {
      source: "/download-stream.js",
      headers: [NOSNIFF, NO_REFERRER, inert(), { key: "cache-control", value: "no-cache" }],
    },
    { source: "/api/:path*", headers: [NOSNIFF, NO_REFERRER, inert("sandbox")] },
  ],
};
