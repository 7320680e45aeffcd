// The one page of this site, its script, and short answers. There is no token in any of them.

import HTTPTypes
import Hummingbird
import JOSE
import NIOCore

struct Page: Sendable {
    /// Where the form that signs out ends up: a browser holds every hop of a redirect against the policy.
    let issuer: String

    func show() -> Response {
        let html = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>A site with a backend</title><script src="/site.js" defer></script></head>
            <body>
            <main>
            <h1>A site with a backend</h1>
            <p id="who">Nobody is signed in. <a href="/login">Sign in</a></p>
            <section id="mine" hidden>
            <p><button id="read">Show my notes</button></p>
            <form id="write"><label>A new note <input name="text" required></label> <button>Write</button></form>
            <pre id="notes" aria-live="polite"></pre>
            <form method="post" action="/logout"><button>Sign out</button></form>
            </section>
            </main>
            </body>
            </html>

            """
        var answer = Page.answer(.ok, "text/html; charset=utf-8", ByteBuffer(string: html))
        answer.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self' \(issuer); "
            + "base-uri 'none'; frame-ancestors 'none'"
        return answer
    }

    /// `GET /site.js`
    static func script() -> Response {
        let text = """
            // The page asks its own server, which adds the token: nothing here could be carried away.
            const ask = (path, more = {}) =>
              fetch(path, { ...more, headers: { "X-Site": "1", "Content-Type": "application/json" } });
            const show = async (answer) => {
              if (answer.status === 401) return location.reload();
              document.querySelector("#notes").textContent = JSON.stringify(await answer.json(), null, 2);
            };
            const read = async () => show(await ask("/api/notes"));
            document.querySelector("#read").addEventListener("click", read);
            document.querySelector("#write").addEventListener("submit", async (event) => {
              event.preventDefault();
              const text = new FormData(event.target).get("text");
              await ask("/api/notes", { method: "POST", body: JSON.stringify({ text }) });
              event.target.reset();
              await read();
            });
            fetch("/session").then(async (answer) => {
              if (!answer.ok) return;
              const person = await answer.json();
              document.querySelector("#who").textContent = `Signed in as ${person.name ?? person.sub}`;
              document.querySelector("#mine").hidden = false;
            });

            """
        return answer(.ok, "text/javascript; charset=utf-8", ByteBuffer(string: text))
    }

    /// Sends a browser on with a GET, and tells nobody where it came from.
    static func redirect(to url: String) -> Response {
        Response(
            status: .seeOther,
            headers: [.location: url, .cacheControl: "no-store", .referrerPolicy: "no-referrer"])
    }

    /// What went wrong, for a person and for a script (RFC 9457).
    static func problem(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        let json = JSONWriter.object { json in
            json.member("status", status.code)
            json.member("detail", sentence)
        }
        return answer(status, "application/problem+json", ByteBuffer(bytes: json))
    }

    static func json(_ status: HTTPResponse.Status, _ json: [UInt8]) -> Response {
        answer(status, "application/json", ByteBuffer(bytes: json))
    }

    private static func answer(_ status: HTTPResponse.Status, _ type: String, _ body: ByteBuffer) -> Response
    {
        Response(
            status: status,
            headers: [
                .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                // With "no-referrer" a browser would call the origin of the page's own form null.
                .referrerPolicy: "same-origin",
            ],
            body: ResponseBody(byteBuffer: body)
        )
    }
}
