// What it costs to refuse a flood: time and memory, each with its bound.

import Allocations
import Foundation

/// Prints a line for each flood; fails when one was not refused as it should be in less than 1 ms, or when more than
/// 16 KiB were asked for at once.
@main
enum MeasureFloods {
    static func main() throws {
        var isGood = true
        print("flood                               bytes      µs  allocations  largest  refusal")
        for flood in try Flood.all() {
            // What is made once is not a flood's fault.
            let refusal = String(describing: flood.refusal())
            allocations_start()
            _ = flood.refusal()
            let count = allocations_stop()
            let largest = allocations_largest()
            let clock = ContinuousClock()
            let times = (0..<101).map { _ in clock.measure { _ = flood.refusal() } }.sorted()
            let isFine =
                refusal == String(describing: flood.expected) && times[50] < .milliseconds(1)
                && largest < 16_384
            isGood = isGood && isFine
            print(
                flood.name.padding(toLength: 30, withPad: " ", startingAt: 0),
                String(
                    format: "%10d %7.1f %12d %8d ", flood.length,
                    Double(times[50].components.attoseconds) / 1e12, count, largest),
                refusal, isFine ? "" : "  <- TOO MUCH"
            )
        }
        exit(isGood ? 0 : 1)
    }
}
