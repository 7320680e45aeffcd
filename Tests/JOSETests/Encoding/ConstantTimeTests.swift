// Comparing secrets: the verdict. That the time tells nothing is in the code: no branch inside the loop.

import JOSE
import Testing

@Suite("ConstantTime")
struct ConstantTimeTests {
    @Test(
        "says whether bytes are equal",
        arguments: [
            ([], [], true), ([1], [1], true), ([1], [2], false), ([1, 2], [1], false), ([], [0], false),
            ([0x80, 0], [0, 0], false), ([1, 2, 3], [1, 2, 3], true), ([1, 2, 3], [1, 2, 4], false),
            ([9, 2, 3], [1, 2, 3], false),
        ] as [([UInt8], [UInt8], Bool)]
    )
    func equal(left: [UInt8], right: [UInt8], expected: Bool) {
        #expect(ConstantTime.equal(left, right) == expected)
    }
}
