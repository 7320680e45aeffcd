// The nonce for a sender's next proof, on every answer to one who sends proofs (RFC 9449 §8, §8.2).

internal import Authority
internal import HTTPTypes
internal import Hummingbird

/// Adds `DPoP-Nonce`. It stands outside of whatever turns refusals into answers, since those need it most.
struct OfferNonce<Context: ServerContext>: RouterMiddleware {
    let proofs: SenderProofs
    let now: @Sendable () -> Int

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var answer = try await next(request, context)
        guard !request.headers[values: .dpop].isEmpty, let nonce = try proofs.nonce(at: now()) else {
            return answer
        }
        answer.headers[.dpopNonce] = nonce
        // It is for one client, now.
        answer.headers[.cacheControl] = "no-store"
        return answer
    }
}
