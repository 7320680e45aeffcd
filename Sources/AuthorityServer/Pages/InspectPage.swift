// The inspector: a page that reads a pasted token in the browser, and the few files that make it run.

internal import HTTPTypes
internal import Hummingbird
internal import OAuth

/// The page, and the files beside it. No token reaches this server: the page has no form that could send one,
/// and asks for nothing but the documents that anyone may fetch.
struct InspectPage: Sendable {
    let issuer: Issuer

    /// A file of the page: its name in the URL, its type, its bytes.
    private static let files: [String: (type: String, bytes: [UInt8])] = [
        "inspect.css": ("text/css; charset=utf-8", PackageResources.inspect_css),
        "inspect.js": (script, PackageResources.inspect_js),
        "checks.js": (script, PackageResources.checks_js),
        "issuer.js": (script, PackageResources.issuer_js),
        "json.js": (script, PackageResources.json_js),
        "token.js": (script, PackageResources.token_js),
        "words.js": (script, PackageResources.words_js),
    ]
    private static let script = "text/javascript; charset=utf-8"

    /// Scripts and styles are the files below, requests go to this server alone, and no string becomes HTML.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types 'none'"

    /// `GET /inspect/{file}`
    func file(_ context: some ServerContext) throws -> Response {
        guard let name = context.parameters.get("file"), let file = InspectPage.files[name] else {
            throw OAuthRefusal(.notFound, "the inspector has no such file")
        }
        var answer = Answer.body(.ok, file.type, file.bytes)
        // The files belong together: after an update, none may be an old one.
        answer.headers[.cacheControl] = "no-store"
        answer.headers[.crossOriginResourcePolicy] = "same-origin"
        return answer
    }

    /// `GET /inspect`
    func show() -> Response {
        var answer = Answer.page(html, policy: InspectPage.policy)
        answer.headers[.crossOriginOpenerPolicy] = "same-origin"
        return answer
    }

    private var html: String {
        let issuer = HTML.escape(issuer.value)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Token inspector · Tessera</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="inspect/inspect.css">
            <script type="module" src="inspect/inspect.js"></script>
            </head>
            <body>
            <main>
            <h1>Token inspector</h1>
            <p>Paste a token to see what it says. It is read here, in your browser. Nothing of it is sent anywhere,
            not even to this server, and nothing is kept.</p>
            <p class="soft">This is the issuer <code>\(issuer)</code>.</p>
            <noscript><section><p>This page needs JavaScript, because your browser reads the token itself instead
            of sending it to a server. On a command line, <code>tessera jwt decode</code> does the
            same.</p></section></noscript>
            <div id="inspector" data-issuer="\(issuer)" hidden>
            <section>
            <label for="token">Token</label>
            <textarea id="token" rows="6" spellcheck="false" autocomplete="off" autocapitalize="off"
            autocorrect="off" aria-describedby="token-hint"></textarea>
            <p class="soft" id="token-hint">A whole <code>Authorization</code> header, a curl line or the JSON of a
            token answer will do: the token in it is found.</p>
            <button type="button" id="clear" class="quiet">Clear</button>
            </section>
            <div id="result" hidden>
            <div id="verdict" role="status" aria-live="polite"></div>
            <ul id="faults" aria-label="What is wrong with it"></ul>
            <section aria-labelledby="check-title">
            <h2 id="check-title">Check it against this issuer</h2>
            <p class="soft">Your browser fetches this issuer's public keys and, where the token names one, its
            status list. The token stays here.</p>
            <div class="row">
            <div><label for="audience">Audience that your API expects (optional)</label>
            <input id="audience" type="text" spellcheck="false" autocomplete="off" autocapitalize="off"></div>
            <button type="button" id="check">Check it</button>
            </div>
            <div id="checks" hidden><table><caption class="soft">Each check, with what was expected and what was
            received where it failed</caption><tbody id="check-rows"></tbody></table></div>
            </section>
            <section id="payload" aria-labelledby="payload-title">
            <h2 id="payload-title">Claims</h2>
            <table><tbody id="payload-rows"></tbody></table>
            <details><summary>As JSON</summary><pre id="payload-json" tabindex="0"></pre></details>
            </section>
            <section id="header" aria-labelledby="header-title">
            <h2 id="header-title">Header</h2>
            <table><tbody id="header-rows"></tbody></table>
            <details><summary>As JSON</summary><pre id="header-json" tabindex="0"></pre></details>
            </section>
            </div>
            </div>
            </main>
            </body>
            </html>

            """
    }
}
