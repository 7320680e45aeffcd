// The page that says why a request went no further: what came, what was expected, and what to do.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import OAuth

struct RefusalPage {
    let issuer: Issuer
    let refusal: AuthorizationRefusal
    /// Whether an administrator is looking, who can mend it.
    let isAdministrator: Bool
    /// The answer that the person may take to the client.
    var onward: AuthorizationAnswer?

    var page: Page {
        Page(
            status: HTTPResponse.Status(of: refusal.refusal.code),
            title: "Error: this request can't be answered",
            issuer: issuer,
            leadsElsewhere: onward?.mode == .formPost,
            content: """
                <h1>This request can't be answered</h1>
                <div class="problem" role="alert"><p>\(refusal.refusal.sentence).</p></div>
                <p>The site or app that sent you here made a mistake, or somebody else made this link. Go back and try again; if it
                happens again, tell those who run it.</p>
                \(way)
                <details open><summary>For developers</summary>
                <p>error <code>\(refusal.refusal.code.rawValue)</code></p>
                \(client)\(received)\(registered)\(mending)
                </details>
                """
        )
    }

    /// The way to the client, which nobody is sent unasked.
    private var way: HTML? {
        guard let onward else { return nil }
        let shown = onward.redirect.shown
        guard onward.mode == .formPost else {
            return "<p><a href=\"\(onward.location)\" rel=\"noreferrer\">Go on to \(shown)</a></p>"
        }
        return """
            <form method="post" action="\(onward.redirect.uri)">\(HTML.hidden(onward.parameters))
            <div class="row"><button class="small">Go on to \(shown)</button></div></form>
            """
    }

    private var client: HTML {
        refusal.client.map { "<p>client <code>\($0.id)</code> (\($0.name))</p>" } ?? ""
    }

    private var received: HTML {
        guard refusal.client != nil || refusal.received != nil else { return "" }
        return "<p>received redirect_uri <code>\(refusal.received ?? "none")</code></p>"
    }

    private var registered: HTML {
        guard refusal.client != nil else { return "" }
        let uris = refusal.registered.map { "<li><code>\($0)</code></li>" as HTML }
        return uris.isEmpty
            ? "<p>registered: none</p>"
            : "<p>registered redirect URIs, compared byte for byte:</p><ul>\(uris)</ul>"
    }

    private var mending: HTML {
        guard isAdministrator, let client = refusal.client, let received = refusal.received,
            refusal.refusal.code == .invalidRedirectURI
        else { return "" }
        return """
            <p>You are an administrator. If this client is to come back there, add it:</p>
            <pre><code>tessera client redirect add \(client.id) '\(received)'</code></pre>
            """
    }
}
