// Whose a certificate is: its subject and its names, compared with those that a client is registered with.

internal import JOSE
internal import OAuth
internal import SwiftASN1
internal import X509

/// The names in a certificate (RFC 8705 §2.1.2).
struct CertificateNames {
    /// The subject, as RFC 4514 writes it, in pieces.
    private let subject: [[UInt8]]
    private let hosts: [String]

    /// - Throws: what the reader throws for bytes that are no certificate.
    init(der: [UInt8]) throws {
        let certificate = try Certificate(derEncoded: der)
        subject = CertificateNames.pieces(of: certificate.subject.description)
        hosts = try (certificate.extensions.subjectAlternativeNames ?? SubjectAlternativeNames([])).compactMap
        { name in
            guard case .dnsName(let host) = name else { return nil }
            return host.lowercased()
        }
    }

    /// Whether it carries the one name that a client is registered with.
    func match(_ metadata: ClientMetadata) -> Bool {
        switch (metadata.certificateSubject, metadata.certificateName) {
        case (let text?, nil): !subject.isEmpty && CertificateNames.pieces(of: text) == subject
        case (nil, let host?): hosts.contains { $0.hasBytes(of: host.lowercased()) }
        // Two names or none: which one counts was never said.
        case (nil, nil), (_?, _?): false
        }
    }

    /// The pieces of a name: blanks around a piece and the letter case of a type do not matter (RFC 4514 §2.4, §4).
    static func pieces(of text: String) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var piece: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: ","), !isEscaped {
                pieces.append(tidied(piece))
                piece = []
            } else {
                piece.append(byte)
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        if !piece.isEmpty || !pieces.isEmpty { pieces.append(tidied(piece)) }
        return pieces
    }

    private static func tidied(_ piece: [UInt8]) -> [UInt8] {
        let space = UInt8(ascii: " ")
        var value = piece.drop { $0 == space }
        // A blank behind a backslash belongs to the value.
        while value.last == space, value.dropLast().last != UInt8(ascii: "\\") { value.removeLast() }
        guard let equals = value.firstIndex(of: UInt8(ascii: "=")) else { return Array(value) }
        let type = String(decoding: value[..<equals], as: UTF8.self).uppercased()
        return Array(type.utf8) + value[equals...]
    }
}
