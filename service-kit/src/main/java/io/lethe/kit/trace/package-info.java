/** W3C trace context in record headers, and the ids that begin a trace where nobody sent one. */
package io.lethe.kit.trace;
