const NEAR_PX = 48;

/** Follows the end of the transcript unless the caller has scrolled up to read. */
export class KeepAtEnd {
  #atEnd = true;

  before(root: ParentNode): void {
    const log = findLog(root);
    if (log === null) return;
    this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  }

  after(root: ParentNode): void {
    const log = findLog(root);
    if (log === null) this.#atEnd = true;
    else if (this.#atEnd) log.scrollTop = log.scrollHeight;
  }
}

function findLog(root: ParentNode): HTMLElement | null {
  return root.querySelector<HTMLElement>('[data-part="transcript"]');
}
