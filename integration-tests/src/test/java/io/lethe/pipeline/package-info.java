// SPDX-License-Identifier: Apache-2.0
/** The whole pipeline on an embedded broker, with real images and real training. */
package io.lethe.pipeline;
