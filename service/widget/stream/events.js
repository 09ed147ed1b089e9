/** The events of a stream, one after the other. */

export async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      held += value;
      const blocks = held.split("\n\n");
      held = blocks.pop();
      for (const block of blocks) {
        const [, event, data] = block.match(/^event: (.*)\ndata: (.*)$/) ?? [];
        if (event) yield [event, JSON.parse(data)];
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // a body left half read is a request that never ends
  }
}
