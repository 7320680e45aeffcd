// What each failure is to a script: the exit codes, and the sentence on stderr.

internal import ArgumentParser
internal import Authority
internal import Fetching
internal import JOSE
internal import Listening
internal import NIOCore
internal import OAuth
internal import Records
internal import SQL

/// A failure of the command itself, with its exit code and its sentence.
struct Failure: Error, CustomStringConvertible {
    let code: Code
    let sentence: String

    /// The sentence, as a log has it.
    var description: String { sentence }

    init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    /// The exit codes. They are documented in docs/guides/command.md and never change their meaning.
    enum Code: Int32 {
        case general = 1
        case cancelled = 2
        case notFound = 3
        case credentials = 4
        case notAllowed = 5
        case conflict = 6
        case unreachable = 7
        case claims = 10
        case time = 11
        case signature = 12
        case malformed = 13
        case usage = 64
        case bug = 70
        case configuration = 78
    }

    /// The failure that any thrown error is.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let refusal as OAuthRefusal: self.init(Failure.code(of: refusal), refusal.sentence)
        case let rejection as TokenRejection: self.init(Failure.code(of: rejection), rejection.spoken)
        case let error as JOSEError: self.init(Failure.code(of: error), error.sentence)
        case let fault as SQLFault: self.init(.configuration, fault.description)
        case let fault as SchemaFault: self.init(.configuration, fault.description)
        case let fault as CertificateFault: self.init(.configuration, fault.description)
        case let fault as MasterKeyFault: self.init(.configuration, fault.description)
        case let fault as FetchFault: self.init(Failure.code(of: fault), fault.sentence)
        case let error as IOError: self.init(.general, "the operating system refused: \(error)")
        default: self.init(.bug, "something unforeseen failed: \(error)")
        }
    }

    static func code(of rejection: TokenRejection) -> Code {
        switch rejection {
        case .malformed, .checksumWrong: .malformed
        case .algorithmNotAllowed, .issuerNotTrusted, .keyNotFound, .keyUnfit, .signatureInvalid,
            .decryptionFailed:
            .signature
        case .refused(let violations):
            switch violations.first?.rule {
            case .expired, .notYetValid, .tooOld: .time
            default: .claims
            }
        case .inactive, .revoked: .claims
        case .proofMissing, .proofInvalid, .proofReplayed, .nonceRequired, .certificateMismatch: .claims
        case .scopeMissing, .authenticationTooOld, .authenticationTooWeak: .notAllowed
        case .keysUnavailable, .statusUnavailable, .introspectionUnavailable, .proofsUnavailable: .unreachable
        @unknown default: .general
        }
    }

    static func code(of error: JOSEError) -> Code {
        switch error {
        case .key, .signatureInvalid, .algorithmNotAllowed, .decryptionFailed: .signature
        case .signingFailed, .encryptionFailed: .general
        default: .malformed
        }
    }

    private static func code(of fault: FetchFault) -> Code {
        if case .notAllowed = fault { .usage } else { .unreachable }
    }

    private static func code(of refusal: OAuthRefusal) -> Code {
        switch refusal.code {
        case .notFound: .notFound
        case .alreadyExists: .conflict
        case .credentialsInvalid, .tokenMissing, .invalidClient: .credentials
        case .namedTokenNotAllowed, .crossSiteRequest, .administratorRequired: .notAllowed
        default: .general
        }
    }
}
