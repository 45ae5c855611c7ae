/** The script a page embeds: a stable name that loads the element under its hashed one. */
void import('./baton-widget.ts').then(({ BatonWidget }) => {
  if (customElements.get('baton-widget') === undefined) {
    customElements.define('baton-widget', BatonWidget);
  }
});
