import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      // The marker throws outside a React server; unit tests run in plain Node.
      { find: "server-only", replacement: `${root}vitest.server-only.ts` },
      { find: /^@\//, replacement: root },
    ],
  },
  test: {
    include: ["{app,components,deploy,lib,sandbox,scripts}/**/*.test.{ts,tsx}"],
    // A zone with an odd offset: code that forgets about time zones fails here.
    env: { TZ: "Asia/Kathmandu", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    testTimeout: 20_000,
  },
});
