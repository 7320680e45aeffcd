// How tokens name their handle, and reading it there again: in `jti`, and in `status` (Token Status List §6).

internal import JOSE
internal import OAuth
internal import Records

extension StatusHandle {
    /// The `jti` of a token: `<list>.<index>.<random>`.
    ///
    /// - Parameter rest: what tells tokens apart that have one handle.
    func tokenIdentifier(_ rest: some StringProtocol = RandomSecret.text(12)) -> String {
        "\(list).\(index).\(rest)"
    }

    /// The handle that a `jti` of ours begins with; `nil` where it is none of ours.
    init?(tokenIdentifier text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let list = DecimalDigits.number(parts[0], limit: 12),
            let index = DecimalDigits.number(parts[1], limit: 12), !parts[2].isEmpty,
            index < Records.StatusLists.size
        else { return nil }
        self.init(list: list, index: index)
    }
}

extension Issuer {
    /// Where a status list is, which is also its name.
    package func statusListURI(_ list: Int) -> String { url("/status/\(list)") }

    /// The status of a token that carries a handle.
    func status(of handle: StatusHandle) -> StatusReference {
        StatusReference(index: handle.index, uri: statusListURI(handle.list))
    }

    /// The handle that a status of this issuer's names.
    func handle(of status: StatusReference) -> StatusHandle? {
        let prefix = url("/status/").utf8
        guard status.uri.utf8.starts(with: prefix),
            let list = DecimalDigits.number(status.uri.utf8.dropFirst(prefix.count), limit: 12)
        else { return nil }
        return StatusHandle(list: list, index: status.index)
    }
}
