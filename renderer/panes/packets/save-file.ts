/** Hands a file from the session to the browser's own way of saving. */
export function saveFile({ fileName, base64 }: { readonly fileName: string; readonly base64: string }): void {
  const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([octets], { type: 'application/vnd.tcpdump.pcap' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has begun to read it by the next turn of a minute; then its memory can go.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
