import ArgumentParser
import LinuxIO

extension SymlinkPolicy: ExpressibleByArgument {}
