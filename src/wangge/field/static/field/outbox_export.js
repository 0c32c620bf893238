// How does a file leave the page: by the phone's share sheet where it takes files, else as a download?

/** True when it was handed over; false when the person closed the sheet. */
export async function handOver(name, blob) {
  const file = new File([blob], name, { type: blob.type });
  const isTouch = matchMedia("(pointer: coarse)").matches;
  if (isTouch && navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file], title: name });
      return true;
    } catch (fault) {
      if (fault.name === "AbortError") return false;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return true;
}
