// The page on which a person says whether a client may: who asks, for what, and where they go then.

internal import Authority
internal import Hummingbird
internal import OAuth

struct ConsentPage {
    let issuer: Issuer
    let formToken: String
    /// The request, as a query, which is examined again when the answer comes.
    let request: String
    let question: ConsentQuestion
    /// Where the form goes.
    var action = "/consent"

    var page: Page {
        let name = question.client.name
        return Page(
            title: "\(name) asks for access",
            issuer: issuer,
            leadsElsewhere: true,
            content: """
                <h1><strong>\(name)</strong> asks for access to your account</h1>
                \(vouching)
                \(groups)
                <p class="soft">\(lasting)</p>
                <p>Then you go to <strong>\(question.redirect.shown)</strong>.</p>
                <p>You are signed in as <strong>\(question.username)</strong>.</p>
                <form method="post" action="\(issuer.path)\(action)">
                <input type="hidden" name="form_token" value="\(formToken)">
                <input type="hidden" name="account" value="\(question.accountID)">
                <input type="hidden" name="request" value="\(request)">
                <div class="row">
                <button name="decision" value="deny">Deny</button>
                <button name="decision" value="allow" class="main">Allow</button>
                </div>
                <div class="row">
                <button name="decision" value="switch" class="small">Use another account</button>
                </div>
                </form>
                <details><summary>Details for developers</summary>
                <p>client_id <code>\(question.client.id)</code><br>redirect_uri <code>\(question.redirect.uri)</code></p>
                </details>
                """
        )
    }

    /// Who says that the client is what it calls itself.
    private var vouching: HTML {
        if question.client.isVouchedFor {
            return question.client.host.map { "<p class=\"soft\">\($0) · registered by the administrator</p>" } ?? ""
        }
        if question.client.isDescribedByItself {
            return """
                <div class="problem"><p>Not verified. It is described at <strong>\(question.client.host ?? "")</strong>; anyone \
                can give such a description any name.\(loopback)</p></div>
                """
        }
        return """
            <div class="problem"><p>Not verified. It registered itself, and anyone can call himself \
            so.\(loopback)</p></div>
            """
    }

    private var loopback: HTML {
        guard case .loopback = question.redirect.kind else { return "" }
        return " It runs on your own device: allow it only if you started it just now."
    }

    /// What it will be able to do, by API.
    private var groups: [HTML] {
        var groups: [(title: String, items: [ConsentItem])] = []
        for item in question.items {
            let title = item.apiName ?? "About you"
            if groups.last?.title != title { groups.append((title, [])) }
            groups[groups.count - 1].items.append(item)
        }
        let isFirst = question.items.allSatisfy(\.isNew)
        return groups.map { group in
            let items = group.items.map { item -> HTML in
                let mark: HTML = item.isNew && !isFirst ? " <strong>new</strong>" : ""
                return "<li>\(item.sentence)\(mark)</li>"
            }
            return "<h2>\(group.title)</h2><ul>\(items)</ul>"
        }
    }

    private var lasting: HTML {
        let isLasting = question.items.contains { $0.apiName == nil && $0.scope == OpenIDScope.offlineAccess.rawValue }
        let isOpenID = question.items.contains { $0.apiName == nil && $0.scope == OpenIDScope.openid.rawValue }
        return isLasting || !isOpenID
            ? "It stays connected until you remove it." : "It stays connected until you sign out."
    }
}
