/** @type {import("next").NextConfig} */
export default {
  reactCompiler: true,
  poweredByHeader: false,
  // Thumbnails are made in the browser: a server that decodes untrusted images is a target.
  images: { unoptimized: true },
  // Prebuilt native code cannot be bundled.
  serverExternalPackages: ["@node-rs/argon2", "pino"],
  // Each page renders for one actor with a fresh nonce; nothing of it may be cached by a browser or a proxy.
  devIndicators: false,
};
