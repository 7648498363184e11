import Testing

@testable import insights_sim

@Suite("exec: which isolation is in force")
struct IsolationChoiceTests {
    @Test(
        "The first that works, or the one that is wanted",
        arguments: [
            (.auto, nil, nil, .namespace), (.auto, nil, "static", .namespace), (.auto, "unshare", nil, .preload),
            (.auto, "unshare", "static", .variables), (.namespace, nil, "static", .namespace),
            (.namespace, "unshare", nil, nil), (.preload, nil, nil, .preload), (.preload, nil, "static", nil),
            (.variables, "unshare", "static", .variables), (.variables, nil, nil, .variables),
        ] as [(IsolationMode, String?, String?, IsolationMode?)])
    func choice(_ wanted: IsolationMode, _ namespace: String?, _ preload: String?, _ mode: IsolationMode?) {
        let choice = IsolationChoice(wanted, .init(namespaceRefusal: namespace, preloadRefusal: preload))
        #expect(choice.mode == mode)
        // Only what is less than wanted has a remark, with the reasons.
        let isLess = mode == nil || wanted == .auto && mode != .namespace
        #expect((choice.remark != nil) == isLess)
        if isLess, let namespace, wanted != .preload { #expect(choice.remark?.contains(namespace) == true) }
        if mode == .variables, wanted == .auto { #expect(choice.remark?.contains("static") == true) }
        #expect(choice.remark?.contains("\n") != true)
    }

    @Test(
        "Linkage by the first bytes of a file",
        arguments: [
            (Array("#!/bin/sh\necho".utf8), .script(interpreter: "/bin/sh")),
            (Array("#! /usr/bin/env python3\n".utf8), .script(interpreter: "/usr/bin/env")),
            (Array("#!\n".utf8), .unknown), (Array("#!".utf8), .unknown), ([], .unknown), (Array("MZ".utf8), .unknown),
            (elf(headers: []), .fixed), (elf(headers: [1, 2]), .fixed),
            (elf(headers: [6, 3]), .dynamic(loader: "/lib/ld.so")),
            (Array(elf(headers: [6, 3]).dropLast(20)), .unknown), (Array(elf(headers: [3]).prefix(70)), .unknown),
            (Array(elf(headers: []).prefix(20)), .unknown),
        ] as [([UInt8], ProgramFile.Linkage)])
    func linkage(_ bytes: [UInt8], _ linkage: ProgramFile.Linkage) {
        #expect(ProgramFile.linkage(ofHead: bytes) == linkage)
    }

    /// Returns the head of a 64-bit ELF file with program headers of these types; the loader's name is at its end.
    private static func elf(headers: [UInt8]) -> [UInt8] {
        let name = Array("/lib/ld.so\0".utf8)
        var bytes = [0x7F, 0x45, 0x4C, 0x46, 2, 1] + [UInt8](repeating: 0, count: 58)
        bytes[32] = 64
        bytes[54] = 56
        bytes[56] = UInt8(headers.count)
        for kind in headers {
            var header = [UInt8](repeating: 0, count: 56)
            header[0] = kind
            header[8] = UInt8(64 + 56 * headers.count)
            header[32] = UInt8(name.count)
            bytes += header
        }
        return bytes + name
    }

    @Test("The library is preloaded after the user's own")
    func preload() {
        func value(_ own: String?) -> String? {
            PreloadLibrary.changes(
                path: "/l.so", names: ["a", "b"], tlsPort: 1, port: 2, bundle: "/ca.pem",
                inherited: { $0 == "LD_PRELOAD" ? own : nil }
            ).first?.value
        }
        #expect(value(nil) == "/l.so")
        #expect(value("/own.so") == "/own.so:/l.so")
    }

    @Test(
        "A path that the variable cannot hold is refused",
        arguments: [("/a b/l.so", false), ("/a:b/l.so", false), ("/a/l.so", true)])
    func path(_ path: String, _ isFine: Bool) {
        let program = ProgramFile(path: "/bin/sh")
        #expect((PreloadLibrary.refusal(path, for: program) == nil) == isFine)
    }
}
