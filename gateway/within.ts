/** The work's outcome, or an error once `limit_ms` have passed. */
export async function within(work: Promise<void>, limit_ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, limit_ms, new Error(`It took longer than ${limit_ms} ms.`));
  });
  await Promise.race([work, limit]).finally(() => {
    clearTimeout(timer);
  });
}
