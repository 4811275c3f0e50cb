import { address, ServerError, spoken, Unreachable } from "./http";

/** Sends a file as it is; `told` hears the share that has gone, `signal` ends it. */
export function upload(
  path: string,
  file: File,
  told: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // fetch() does not tell how far it is.
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Borne", "1");
    request.setRequestHeader("Accept-Language", spoken());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) told(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 200) resolve();
      else reject(new ServerError(request.status, sentence(request)));
    };
    request.onerror = () => reject(new Unreachable("no answer"));
    request.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function sentence(request: XMLHttpRequest): string {
  try {
    return String((JSON.parse(request.responseText) as { message: unknown }).message);
  } catch {
    return `${request.status} ${request.statusText}`.trim();
  }
}
