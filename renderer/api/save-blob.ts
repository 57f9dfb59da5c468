/** Hands a file to the browser's own way of saving. */
export function saveBlob(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has begun to read it by the next turn of a minute; then its memory can go.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
