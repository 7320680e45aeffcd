// Opaque tokens: asked about once, remembered while they are good, and never trusted for what can change.

internal import Crypto
internal import JOSE
internal import Logging
internal import OAuth
internal import Synchronization

/// The opaque tokens of one issuer, as one audience and one client know them.
///
/// An answer is found by the digest of audience, client and whole token: nothing that was answered to another question
/// is an answer to this one. The token's text is not kept. At every use the times, the issuer's keys and the status bit
/// are asked again, in memory; so a token that is taken back dies here as fast as a signed one.
final class IntrospectedTokens: Sendable {
    private let trust: IssuerTrust
    private let settings: OpaqueTokens
    private let ask: AskIssuer
    private let known: VerifiedTokens
    private let logger: Logger
    private let state = Mutex(State())

    private typealias Answer = Result<CheckedToken?, TokenRejection>

    /// Requests to the issuer at once. Whoever invents tokens can't make this API flood it.
    private static let flightLimit = 64
    /// Inactive tokens that are remembered, in two generations.
    private static let refusedLimit = 1_000
    /// Seconds for which nobody is asked after an outage.
    private static let pause = 2

    private struct State {
        var flights: [String: Task<Answer, Never>] = [:]
        /// By digest, the second until which a token is taken as not active.
        var refused: [String: Int] = [:]
        var olderRefused: [String: Int] = [:]
        var outage: (since: Int, rejection: TokenRejection)?
        var toldAt = 0

        func isRefused(_ digest: String, at now: Int) -> Bool {
            guard let until = refused[digest] ?? olderRefused[digest] else { return false }
            // A clock that was set back must not refuse it for longer.
            return now < until && now >= until - OpaqueTokens.refusedFor
        }

        mutating func refuse(_ digest: String, at now: Int) {
            if refused.count >= IntrospectedTokens.refusedLimit / 2 {
                (olderRefused, refused) = (refused, [:])
            }
            refused[digest] = now + OpaqueTokens.refusedFor
        }
    }

    private enum Step {
        case refuse(TokenRejection)
        case wait(Task<Answer, Never>)
    }

    init(
        _ settings: OpaqueTokens,
        of trust: IssuerTrust,
        means: VerifierMeans
    ) {
        self.trust = trust
        self.settings = settings
        logger = means.logger
        ask = AskIssuer(trust, as: settings.credentials, fetch: means.fetch)
        known = VerifiedTokens(capacity: settings.capacity)
    }

    /// Checks an opaque token.
    ///
    /// - Throws: the ``TokenRejection`` that says why not: `inactive` for one that its issuer does not call good.
    nonisolated(nonsending) func check(
        _ text: String,
        at now: Int
    ) async throws(TokenRejection) -> CheckedToken {
        guard OpaqueToken.isSealed(text) || OpaqueToken(text) != nil else { throw .checksumWrong }
        let digest = digest(of: text)
        if let found = known.find(digest), found.validity.contains(now),
            trust.isFresh(keys: found.checked.keys, at: now)
        {
            if let status = found.checked.status { try await trust.lists.check(status, at: now) }
            return found.checked
        }
        let answer: Answer
        switch step(text, digest, at: now) {
        case .refuse(let rejection): throw rejection
        case .wait(let flight): answer = await flight.value
        }
        guard let checked = try answer.get() else { throw .inactive }
        if let status = checked.status { try await trust.lists.check(status, at: now) }
        return checked
    }

    /// What is asked is part of what is found: length, audience and client before the token's text.
    private func digest(of text: String) -> String {
        var hash = SHA256()
        for part in [trust.terms.issuer.value, trust.terms.audience, settings.credentials.clientID, text] {
            hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
        }
        return Base64URL.encode(Array(hash.finalize()))
    }

    private func step(_ text: String, _ digest: String, at now: Int) -> Step {
        state.withLock { state in
            if state.isRefused(digest, at: now) { return .refuse(.inactive) }
            if let flight = state.flights[digest] { return .wait(flight) }
            if let outage = state.outage,
                (outage.since..<(outage.since + IntrospectedTokens.pause)).contains(now)
            {
                return .refuse(outage.rejection)
            }
            guard state.flights.count < IntrospectedTokens.flightLimit else {
                return .refuse(.introspectionUnavailable("too many tokens are being asked about at once"))
            }
            let flight = Task { await self.fly(text, digest, at: now) }
            state.flights[digest] = flight
            return .wait(flight)
        }
    }

    /// One request for however many wait for it.
    private func fly(_ text: String, _ digest: String, at now: Int) async -> Answer {
        let answer: Answer
        do {
            guard let (token, keys) = try await ask.about(text, at: now) else {
                return land(.success(nil), digest, at: now)
            }
            let place = try trust.lists.place(of: token, at: now)
            let checked = CheckedToken(token: token, keys: keys, status: place)
            remember(checked, digest, at: now)
            answer = .success(checked)
        } catch {
            answer = .failure(error)
        }
        return land(answer, digest, at: now)
    }

    private func remember(_ checked: CheckedToken, _ digest: String, at now: Int) {
        let validity = trust.terms.policy.validity(of: checked.token)
        let end = min(validity.upperBound, now + settings.keptFor)
        guard validity.lowerBound < end else { return }
        known.remember(
            RememberedToken(
                text: digest, checked: checked, trust: trust, validity: validity.lowerBound..<end))
    }

    private func land(_ answer: Answer, _ digest: String, at now: Int) -> Answer {
        let untold = state.withLock { state -> TokenRejection? in
            state.flights[digest] = nil
            switch answer {
            case .success(.some):
                state.outage = nil
            case .success(nil):
                state.outage = nil
                state.refuse(digest, at: now)
            case .failure(let rejection):
                guard case .introspectionUnavailable = rejection else { return nil }
                state.outage = (now, rejection)
                guard !(state.toldAt..<(state.toldAt + 60)).contains(now) else { return nil }
                state.toldAt = now
                return rejection
            }
            return nil
        }
        if let untold {
            logger.error("opaque tokens can't be asked about", metadata: ["reason": "\(untold.detail)"])
        }
        return answer
    }
}
