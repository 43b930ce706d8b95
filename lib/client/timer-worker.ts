const scope = self as unknown as {
  onmessage: ((event: MessageEvent<{ id: number; ms: number }>) => void) | null;
  postMessage(id: number): void;
};

scope.onmessage = ({ data: { id, ms } }) => void setTimeout(() => scope.postMessage(id), ms);
