// How many may listen to the stream of changes: some from each address, and a bounded number in all.

internal import OAuth
internal import Synchronization

/// The places of those who listen. A place is given back when whoever holds it is gone, however that came about.
final class StreamSeats: Sendable {
    private struct Taken {
        var byAddress: [String: Int] = [:]
        var count = 0
    }

    private let perAddress: Int
    private let inAll: Int
    private let taken = Mutex(Taken())

    init(perAddress: Int = 10, inAll: Int = 1_000) {
        self.perAddress = perAddress
        self.inAll = inAll
    }

    /// Takes a place.
    ///
    /// - Throws: ``OAuthRefusal`` `temporarily_unavailable`: the verifier polls instead.
    func take(for address: String) throws(OAuthRefusal) -> StreamSeat {
        let isFree = taken.withLock { taken in
            let own = taken.byAddress[address] ?? 0
            guard own < perAddress, taken.count < inAll else { return false }
            taken.byAddress[address] = own + 1
            taken.count += 1
            return true
        }
        guard isFree else {
            throw OAuthRefusal(
                .temporarilyUnavailable,
                "too many listen to the stream of changes; ask for the status lists instead, and try again later",
                retryAfter: 30
            )
        }
        return StreamSeat { [self] in leave(address) }
    }

    private func leave(_ address: String) {
        taken.withLock { taken in
            taken.count -= 1
            let own = (taken.byAddress[address] ?? 1) - 1
            taken.byAddress[address] = own > 0 ? own : nil
        }
    }
}

/// A place that is held for as long as this lives.
final class StreamSeat: Sendable {
    private let leave: @Sendable () -> Void

    init(leave: @escaping @Sendable () -> Void) { self.leave = leave }

    deinit { leave() }
}
