// The page at the issuer's own address: what this is, and the lines to try.

internal import Hummingbird
internal import OAuth

struct HomePage: Sendable {
    let issuer: Issuer
    /// The API and account of development mode; `nil` in production.
    let sample: SampleLines?

    func show() -> Response {
        let issuer = HTML.escape(issuer.value)
        let user = HTML.escape(sample?.username ?? "USERNAME")
        let api = HTML.escape(sample?.url ?? "https://api.example.com/me")
        return Answer.page(
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Tessera</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; }
            main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
            pre { overflow-x: auto; padding: 1rem; border: 1px solid; border-radius: .4rem; }
            code { font-family: ui-monospace, monospace; }
            </style>
            </head>
            <body>
            <main>
            <h1>Tessera</h1>
            <p>This is the token issuer <code>\(issuer)</code>. Programs exchange a username and a password
            for a signed token here and send it to an API, which checks it with this issuer's public keys alone.</p>
            <h2>Get a token, and use it</h2>
            <pre><code>TOKEN=$(curl -s -u \(user) -X POST \(issuer)/api/tokens |
              sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
            curl -H "Authorization: Bearer $TOKEN" \(api)</code></pre>
            <p>curl asks for the password. This token lives for 15 minutes. One with a name lives longer, and
            can be taken back alone:</p>
            <pre><code>curl -u \(user) \(issuer)/api/tokens -H 'Content-Type: application/json' \\
              -d '{"name":"my laptop","expires_in":2592000}'
            curl -u \(user) \(issuer)/api/tokens
            curl -u \(user) -X DELETE \(issuer)/api/tokens/ID</code></pre>
            <h2>Anyone can read a token</h2>
            <p>Nobody can change a token unnoticed, but whoever sees one can read it: it is signed, not
            encrypted. So no secret belongs in one, and whoever holds one can use it until it expires or is
            taken back. <a href="\(issuer)/inspect">The inspector</a> shows what yours says, and sends it
            nowhere.</p>
            <h2>For programs</h2>
            <ul>
            <li><a href="\(issuer)/.well-known/oauth-authorization-server">metadata</a></li>
            <li><a href="\(issuer)/.well-known/jwks.json">public keys</a></li>
            </ul>
            </main>
            </body>
            </html>

            """
        )
    }
}

/// What the home page says of the sample API.
package struct SampleLines: Sendable {
    package let username: String
    /// A URL of the sample API that any token opens.
    package let url: String

    package init(username: String, url: String) {
        self.username = username
        self.url = url
    }
}
