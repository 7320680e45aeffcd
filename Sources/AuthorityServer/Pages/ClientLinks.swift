// The pages about a client that people may read before they sign in for it, or allow it something.

internal import Authority

struct ClientLinks {
    let client: RegisteredClient

    /// Nothing, where the client named none (OpenID Connect Registration §2).
    var html: HTML {
        let pages = [("privacy policy", client.policyURL), ("terms", client.termsURL)]
        let links = pages.compactMap { name, url in
            // In another tab: the request stays where it is.
            url.map { "<a href=\"\($0)\" target=\"_blank\" rel=\"noopener noreferrer\">\(name)</a> " as HTML }
        }
        return links.isEmpty ? "" : "<p class=\"soft\">Of \(client.name): \(links)</p>"
    }
}
