// Which clients may come that no administrator registered.

/// What the settings say of clients that bring themselves.
package struct ClientPolicy: Sendable {
    /// Who may register a client (RFC 7591 §3).
    package enum Registration: String, CaseIterable, Sendable {
        case off
        /// Whoever has a token of an administrator.
        case token
        /// Anyone.
        case open
    }

    /// Whether a client may be named by the URL of a document that describes it.
    package enum Documents: String, CaseIterable, Sendable {
        case off
        case on
        /// Also a document on this machine, by http: for development alone.
        case loopback
    }

    package var registration = Registration.off
    package var documents = Documents.on

    package init(registration: Registration = .off, documents: Documents = .on) {
        self.registration = registration
        self.documents = documents
    }

    /// The most clients of either kind that are kept: those that nobody uses are forgotten after a while.
    static let most = 10_000
}
