// A browser in front of a test server: it keeps cookies, fills in forms, and follows what it is told to.

import Authority
package import HTTPTypes
import JOSE
import OAuth

/// A browser of one person.
package final class TestBrowser {
    private let server: TestServer
    private var cookies: [String: String] = [:]
    /// The page that was asked for last.
    package private(set) var page: TestAnswer

    package init(_ server: TestServer) {
        self.server = server
        page = TestAnswer(status: 0, headers: [:], body: [])
    }

    /// What it sends along as cookies.
    package var cookie: String? {
        cookies.isEmpty ? nil : cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
    }

    /// Asks for a path, as a link on a page of this very site does.
    @discardableResult
    package func get(_ path: String, _ fields: [HTTPField] = []) async throws -> TestAnswer {
        try await ask(.get, path, fields)
    }

    /// Sends a form, as a page of this very site does.
    @discardableResult
    package func post(_ path: String, _ form: [(name: String, value: String)], _ fields: [HTTPField]? = nil) async throws
        -> TestAnswer
    {
        let own = [HTTPField.field("Origin", server.house.issuer.origin), .field("Sec-Fetch-Site", "same-origin")]
        return try await ask(.post, path, fields ?? own, body: FormParameters.text(form))
    }

    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: [HTTPField],
        body: String? = nil
    ) async throws -> TestAnswer {
        let sent = cookie.map { [HTTPField.field("Cookie", $0)] } ?? []
        page = try await server.send(
            method, path, fields + sent, body: body, type: "application/x-www-form-urlencoded")
        for field in page.headers[values: .setCookie] {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1])
        }
        return page
    }

    /// Where the last page sent the browser, as a path of this server or whole.
    package var location: String? { page.header("Location") }

    /// The hidden fields of the last page, decoded.
    package var hidden: [(name: String, value: String)] {
        page.text.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)"/).map {
            (String($0.1), TestBrowser.unescaped(String($0.2)))
        }
    }

    package static func unescaped(_ text: String) -> String {
        text.replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }

    /// Signs a person in on the page for it.
    package func signIn(_ username: String = "ana", password: String = TestAuthority.anasPassword, to: String = "/account")
        async throws
    {
        try await get("/login?\(FormParameters.text([("to", to)]))")
        try await post("/login", hidden + [("username", username), ("password", password)])
    }

    /// Goes through an authorization: signs in and allows where it is asked.
    ///
    /// - Returns: the parameters of the answer that the client gets.
    package func authorize(_ parameters: [(name: String, value: String)]) async throws -> [String: String] {
        try await get("/oauth/authorize?\(FormParameters.text(parameters))")
        for _ in 0..<4 {
            if let location, location.hasPrefix("/login") {
                try await get(location)
                try await post("/login", hidden + [("username", "ana"), ("password", TestAuthority.anasPassword)])
                try await get(self.location ?? "/")
            } else if page.status == 200, page.text.contains("name=\"decision\"") {
                try await post("/consent", hidden + [("decision", "allow")])
            } else {
                break
            }
        }
        return answer
    }

    /// The parameters in the query of where the browser was sent.
    package var answer: [String: String] {
        let query = (location ?? "").split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        return Dictionary(FormParameters.of(query.utf8).map { ($0.name, $0.value) }) { $1 }
    }
}
