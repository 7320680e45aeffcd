// The apps that a person allowed: what each may do, and the button that ends it.

internal import Authority
internal import Hummingbird
internal import OAuth

struct AppsPage {
    let issuer: Issuer
    let formToken: String
    let username: String
    let grants: [ListedGrant]

    var page: Page {
        let rows = grants.map { listed -> HTML in
            let scopes = listed.scopes.map { "<li>\($0.sentence)</li>" as HTML }
            let details = listed.details.map { DetailItem(detail: $0).item }
            let host = listed.host.map { " <span class=\"soft\">\($0)</span>" as HTML }
            return """
                <li><h2>\(listed.client)\(host)</h2>
                <ul>\(scopes)\(details)</ul>
                <p class="soft">allowed \(Timestamp.text(listed.createdAt)), last used \
                \(Timestamp.text(listed.usedAt))</p>
                <form method="post" action="\(issuer.path)/account/apps/\(listed.id)/remove">
                <input type="hidden" name="form_token" value="\(formToken)">
                <button class="small">Remove \(listed.client)</button></form></li>
                """
        }
        return Page(
            title: "Connected apps",
            issuer: issuer,
            content: """
                \(AccountFrame.top(issuer, username, formToken))
                <h1>Connected apps</h1>
                <p>These may act for you. When you remove one, its tokens stop working at once, everywhere; other apps and
                your own sign-in go on.</p>
                \(rows.isEmpty ? "<p class=\"note\">You have allowed no app.</p>" : "<ul class=\"plain\">\(rows)</ul>" as HTML)
                """
        )
    }
}

/// What stands above every page of an account.
enum AccountFrame {
    static func top(_ issuer: Issuer, _ username: String, _ formToken: String) -> HTML {
        """
        <nav aria-label="Account"><ul>
        <li><a href="\(issuer.path)/account/apps">Connected apps</a></li>
        <li><a href="\(issuer.path)/account/tokens">API tokens</a></li>
        </ul></nav>
        <form method="post" action="\(issuer.path)/logout">
        <input type="hidden" name="form_token" value="\(formToken)">
        <p class="soft">signed in as \(username) <button class="small">Sign out</button></p></form>
        """
    }
}
