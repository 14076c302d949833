import ArgumentParser
import WorkerRuntime

extension AcceptOrder: ExpressibleByArgument {}
