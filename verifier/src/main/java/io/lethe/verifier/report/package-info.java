// SPDX-License-Identifier: Apache-2.0
/** Makes reports: of candidates, of roots at registration, and of models offline. */
@NullMarked
package io.lethe.verifier.report;

import org.jspecify.annotations.NullMarked;
