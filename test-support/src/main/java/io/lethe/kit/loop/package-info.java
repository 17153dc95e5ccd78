/** Contracts of the loops, which every kind of work keeps. */
package io.lethe.kit.loop;
